/**
 * How are the kernel and the C library called? By a function's name ({@code Native}), or by a system call's number ({@code SystemCall}).
 * And another library, where the machine has it ({@code SharedLibrary}).
 */
@NullMarked
package org.hpcdaemon.linux.call;

import org.jspecify.annotations.NullMarked;
