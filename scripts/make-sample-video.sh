#!/bin/sh
# Makes samples/video/clip-01.mp4 of sample pictures and memos, with the ffmpeg program.
set -eu
cd "$(dirname "$0")/../samples"
picture() { printf -- '-loop 1 -framerate 10 -t 3 -i images/%s ' "$1"; }
scale='scale=320:320,setsar=1,format=yuv420p'
# shellcheck disable=SC2046
ffmpeg -v error -y $(picture scene-03.png) $(picture scene-01.png) $(picture scene-09.jpg) $(picture scene-04.png) \
  -i audio/memo-01.wav -i audio/memo-05.wav -i audio/memo-02.wav -i audio/memo-06.wav \
  -filter_complex "[0]$scale[a];[1]$scale[b];[2]$scale[c];[3]$scale[d];[a][b][c][d]concat=n=4:v=1:a=0[v];\
[4]apad=whole_dur=3[e];[5]apad=whole_dur=3[f];[6]apad=whole_dur=3[g];[7]apad=whole_dur=3[h];[e][f][g][h]concat=n=4:v=0:a=1[s]" \
  -map '[v]' -map '[s]' -c:v libx264 -crf 26 -preset slow -g 100 -c:a aac -b:a 48k -ac 1 -t 12 \
  -map_metadata -1 -fflags +bitexact -flags:v +bitexact -flags:a +bitexact -movflags +faststart video/clip-01.mp4
