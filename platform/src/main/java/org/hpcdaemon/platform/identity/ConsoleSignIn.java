package org.hpcdaemon.platform.identity;

/** The key that a browser was signed in with, and to whose account. */
public record ConsoleSignIn(String email, NewKey key) {}
