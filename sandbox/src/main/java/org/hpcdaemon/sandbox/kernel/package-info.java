/** What can the kernel take from a process, and does it do so on this host? Landlock domains, seccomp filters, user namespaces. */
@NullMarked
package org.hpcdaemon.sandbox.kernel;

import org.jspecify.annotations.NullMarked;
