"""PCM audio: codecs, resampling, files, playing, recording and mixing."""
