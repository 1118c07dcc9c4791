/**
 * Keeps agents within the allowed directories: guard rails that explain themselves, and a sandbox that the kernel
 * enforces. What each level promises is in {@code docs/security.md}.
 */
@NullMarked
package org.hpcdaemon.sandbox;

import org.jspecify.annotations.NullMarked;
