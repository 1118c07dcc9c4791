/** What does Grid Engine say of jobs, in its queue and in its accounting? */
@NullMarked
package org.hpcdaemon.jobs.gridengine.observe;

import org.jspecify.annotations.NullMarked;
