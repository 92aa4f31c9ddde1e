"""RTP and RTCP: packets, streams, sockets and the 20 ms clock."""
