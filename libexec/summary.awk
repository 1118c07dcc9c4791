# Sums Surefire's reports (TEST-*.xml) and lists what was skipped, with the reason, and last what failed, with the message.
function attribute(name,    found) {
    if (!match($0, " " name "=\"[^\"]*\"")) return ""
    found = substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4)
    gsub(/&quot;/, "\"", found); gsub(/&lt;/, "<", found); gsub(/&gt;/, ">", found)
    gsub(/&apos;/, "'", found); gsub(/&#10;/, " ", found); gsub(/&amp;/, "\\&", found)
    return found
}
/<testsuite / || in_suite_tag {
    # The tag may go over several lines.
    in_suite_tag = !/>/
    tests += attribute("tests"); failures += attribute("failures")
    errors += attribute("errors"); skipped += attribute("skipped")
}
/<testcase / {
    class = attribute("classname"); sub(/.*\./, "", class)
    test = class "." attribute("name")
}
/<skipped/ {
    skips[++skip_count] = "  " test ": " attribute("message")
    # An assumption's message is in the element's text: first the exception's name, then what was assumed.
    wants_reason = attribute("message") == "" ? 2 : 0
}
wants_reason && /[^ \t]/ && !/TestAbortedException: *$/ {
    reason = $0
    sub(/.*TestAbortedException: */, "", reason)
    if (reason !~ /^ *</) {
        skips[skip_count] = skips[skip_count] reason
        wants_reason = 0
    }
}
/<\/testcase>/ {
    if (wants_reason) skips[skip_count] = skips[skip_count] "no reason given"
    wants_reason = 0
}
/<(failure|error)[ >]/ { fails[++fail_count] = "  " test ": " substr(attribute("message"), 1, 300) }
END {
    printf "%d tests: %d passed, %d failed, %d skipped\n", tests,
        tests - failures - errors - skipped, failures + errors, skipped
    if (skip_count) print "Skipped:"
    for (i = 1; i <= skip_count; i++) print skips[i]
    if (fail_count) print "Failed:"
    for (i = 1; i <= fail_count; i++) print fails[i]
    if (tests == 0) print "No test ran."
}
