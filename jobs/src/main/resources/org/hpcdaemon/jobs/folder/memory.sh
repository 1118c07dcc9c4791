#!/bin/bash
# shellcheck disable=SC2034,SC2154 # fields that are skipped, and what the wrapper shares: folder, keeper, tag, self, and memory_kb in KiB
# Part of hpc-daemon's wrapper: ends a local job that takes more memory than it asked for. SLURM does so itself.

# Pages of everything under a process, into "found": by its children, which is much cheaper than a look at every process.
# The kernel counts a page that several share once for each; only where that decides is it asked for their true part of it.
children_of() {
    local file line child
    found+=("$1")
    for file in "/proc/$1/task/"[0-9]*/children; do
        line=''
        { read -r line <"$file"; } 2>/dev/null
        for child in $line; do children_of "$child"; done
    done
}
resident_kb() {
    local pid size rss
    kb=0
    for pid in "${found[@]}"; do
        { read -r size rss _ <"/proc/$pid/statm"; } 2>/dev/null && kb=$((kb + rss * page_kb))
    done
}
proportional_kb() {
    local pid name value
    kb=0
    for pid in "${found[@]}"; do
        while read -r name value _; do
            [ "$name" != Pss: ] || { kb=$((kb + value)); break; }
        done 2>/dev/null <"/proc/$pid/smaps_rollup"
    done
}

# Ends the job when it has more than it asked for, and says so; that it came near is noted for who asks how much it needed.
watch_memory() {
    local self=$BASHPID found kb=0 page_kb peak=0 looks=0 over=0 pause=0.2 orphans=() pid java=''
    [ ! -f "$folder/box.entrance" ] || IFS= read -r -d '' java <"$folder/box.entrance"
    page_kb=$(($(getconf PAGE_SIZE || echo 4096) / 1024))
    [ -r /proc/self/smaps_rollup ] || proportional_kb() { :; } # before Linux 4.14
    listen
    while rest "$pause"; do
        # Until its sandbox is made, what runs is not the job's.
        [ ! -f "$folder/box.plan" ] || [ -s sandbox ] || continue
        looks=$((looks + 1)) found=()
        children_of "$keeper"
        # The JVM that makes it says so a moment before it becomes the job; after 5 s it is the job that runs this Java.
        [ "$looks" -gt 25 ] || [ ! "/proc/${found[1]-}/exe" -ef "$java/bin/java" ] || continue
        # What left its parents has the job's mark; that takes a look at all, so it is seldom.
        [ $((looks % 10)) -ne 0 ] || mapfile -t orphans < <(grep -lzsxF "HPC_DAEMON_TREE=$tag" /proc/[0-9]*/environ)
        for pid in "${orphans[@]//[!0-9]/}"; do
            [[ " ${found[*]} " == *" $pid "* ]] || found+=("$pid")
        done
        resident_kb
        [ "$kb" -le "$peak" ] && [ "$kb" -le "$memory_kb" ] || proportional_kb
        # Far from it, a look every second is enough.
        if [ $((kb * 2)) -lt "$memory_kb" ] && [ "$looks" -gt 5 ]; then pause=1; else pause=0.2; fi
        [ "$kb" -le $((peak + peak / 20)) ] || { peak=$kb && echo "$peak" >peak; }
        # Twice: a process that has just become another may still be seen as the one it was.
        over=$((kb > memory_kb ? over + 1 : 0))
        [ "$over" -lt 2 ] || { : >oom && kill_tree && return; }
    done
}
