/** What may agents ask about jobs, and what do they get? Jobs are submitted once, watched gently and ended only on evidence. */
@NullMarked
package org.hpcdaemon.jobs;

import org.jspecify.annotations.NullMarked;
