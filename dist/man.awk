# Makes a manual page, for man(7), of a program's help as in libexec/help; the verbs are its sections.
#   awk -v program=hpc -v version=1.0 -v date=2026-01-01 -f man.awk libexec/help/hpc
function escaped(text) {
    gsub(/\\/, "\\e", text)
    gsub(/-/, "\\-", text)
    return text ~ /^[.']/ ? "\\&" text : text
}
function end_example() {
    if (in_example) print ".EE"
    in_example = 0
}
BEGIN { printf ".TH %s 1 \"%s\" \"hpc-daemon %s\" \"hpc-daemon\"\n", toupper(program), date, version }
/^==== / {
    end_example()
    hidden = $0 ~ / (help-texts|rehearse)$/
    if (hidden) next
    name = substr($0, 6)
    if (name == program) {
        is_program = 1
        next
    }
    printf ".SH \"%s\"\n.EX\n", toupper(name)
    in_example = 1
    next
}
hidden { next }
is_program && !/^(Usage:|  )/ {
    # The first line below the usage says what the program is.
    printf ".SH NAME\n%s \\- %s\n.SH SYNOPSIS\n.EX\n%s", program, escaped($0), synopsis
    in_example = 1
    is_program = 0
    next
}
is_program {
    synopsis = synopsis escaped($0) "\n"
    next
}
{ print escaped($0) }
END { end_example() }
