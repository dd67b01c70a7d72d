#!/bin/sh
# Makes samples/audio/talk-01.wav, in which two voices speak in turn, of sample memos, with the sox program.
set -eu
cd "$(dirname "$0")/../samples/audio"
sox "|sox memo-03.wav -p pad 0.1 0.5" "|sox memo-01.wav -p pad 0.1 0.5" "|sox memo-05.wav -p pad 0.1 0.5" "|sox memo-02.wav -p pad 0.1 0.5" \
  -b 16 -e signed-integer talk-01.wav
