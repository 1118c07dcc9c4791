/** What is a job, and how are its tasks? Values alone: no files, no database, no scheduler. */
@NullMarked
package org.hpcdaemon.jobs.model;

import org.jspecify.annotations.NullMarked;
