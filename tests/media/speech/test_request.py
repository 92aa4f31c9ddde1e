"""Requests, options and settings refuse what they cannot mean."""

import pytest

from voipbin.media.speech import Speech, SpeechRequest, SpeechSettings, SttOptions
from voipbin.media.speech.language import espeak_voices, gcp_default_voice, normalise_language


@pytest.mark.parametrize(
    ("tag", "normal"),
    [
        ("en-us", "en-US"),
        ("EN_gb", "en-GB"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("de", "de"),
        ("es-419", "es-419"),
        ("", "en-US"),
        ("english", "en-US"),
        ("e", "en-US"),
    ],
)
def test_language_is_normalised(tag: str, normal: str) -> None:
    assert normalise_language(tag) == normal


@pytest.mark.parametrize(
    ("tag", "first"),
    [
        ("en-US", "en-us"),
        ("pt-BR", "pt-br"),
        ("zh-CN", "cmn"),
        ("es-MX", "es-419"),
        ("ko-KR", "ko"),
    ],
)
def test_espeak_voice_by_language(tag: str, first: str) -> None:
    assert espeak_voices(tag)[0] == first


def test_gcp_default_voice() -> None:
    assert gcp_default_voice("de-DE") == "de-DE-Wavenet-F"
    assert gcp_default_voice("fi-FI") == ""


def test_text_too_long() -> None:
    with pytest.raises(ValueError, match="text: 5002 bytes, at most 5000"):
        SpeechRequest("é" * 2501).checked()


def test_unknown_gender() -> None:
    with pytest.raises(ValueError, match="gender 'robot'"):
        SpeechRequest("a", gender="robot").checked()


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (SttOptions(sample_rate_hz=11025), "sample_rate_hz 11025"),
        (SttOptions(silence_ms=0), "silence_ms 0"),
        (SttOptions(grammar="colours"), "grammar 'colours'"),
        (SttOptions(provider="azure"), "provider 'azure'"),
    ],
)
def test_stt_option_out_of_range(options: SttOptions, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        options.checked()


async def test_unknown_provider(speech: Speech) -> None:
    with pytest.raises(ValueError, match="provider 'azure': expected one of gcp"):
        await speech.synthesize(SpeechRequest("a"), "azure")


def test_settings_from_env() -> None:
    settings = SpeechSettings.from_env(
        {"VOIPBIN_GCP_API_KEY": " k ", "VOIPBIN_STT_MAX_STREAMS": "3", "VOIPBIN_STT_ENGINE": ""}
    )
    assert (settings.gcp_api_key, settings.max_local_streams) == ("k", 3)
    assert settings.stt_engine == "pocketsphinx"
    assert "k" not in repr(settings).split("gcp_tts_url")[0].replace("SpeechSettings", "")


def test_settings_bad_number() -> None:
    with pytest.raises(ValueError, match="VOIPBIN_STT_MAX_STREAMS 'many'"):
        SpeechSettings.from_env({"VOIPBIN_STT_MAX_STREAMS": "many"})


def test_unknown_local_engine() -> None:
    with pytest.raises(ValueError, match="VOIPBIN_STT_ENGINE 'siri'"):
        Speech(SpeechSettings(stt_engine="siri"))
