/** Jobs: submitted once, watched gently, ended only on evidence. Knows the port of schedulers, none of them. */
@NullMarked
package org.hpcdaemon.jobs;

import org.jspecify.annotations.NullMarked;
