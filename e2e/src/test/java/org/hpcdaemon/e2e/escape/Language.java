package org.hpcdaemon.e2e.escape;

/** What an attempt is written in. */
enum Language {
    BASH,
    DASH,
    PYTHON,
    PERL
}
