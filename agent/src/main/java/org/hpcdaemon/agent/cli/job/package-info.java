/** What does each verb of {@code hpc job} do, and how is a job printed? */
@NullMarked
package org.hpcdaemon.agent.cli.job;

import org.jspecify.annotations.NullMarked;
