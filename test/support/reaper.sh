#!/bin/sh
# Ends the processes it was told of when its standard input closes, that is when the test run is over, however it ended.
pids=
while read -r verb pid; do
  kept=
  for known in $pids; do
    [ "$known" = "$pid" ] || kept="$kept $known"
  done
  pids=$kept
  [ "$verb" = watch ] && pids="$pids $pid"
done
[ -z "$pids" ] || kill -KILL $pids
