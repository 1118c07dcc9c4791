# Sums Surefire's reports (TEST-*.xml) and lists what failed and what was skipped, with the reason.
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
    reason = attribute("message")
    skips[++skip_count] = "  " test ": " (reason == "" ? "no reason given" : reason)
}
/<(failure|error)[ >]/ { fails[++fail_count] = "  " test }
END {
    printf "%d tests: %d passed, %d failed, %d skipped\n", tests,
        tests - failures - errors - skipped, failures + errors, skipped
    if (fail_count) print "Failed:"
    for (i = 1; i <= fail_count; i++) print fails[i]
    if (skip_count) print "Skipped:"
    for (i = 1; i <= skip_count; i++) print skips[i]
    if (tests == 0) print "No test ran."
}
