/** How are the kernel and the C library called? By a function's name ({@code Native}), or by a system call's number ({@code SystemCall}). */
@NullMarked
package org.hpcdaemon.linux.call;

import org.jspecify.annotations.NullMarked;
