/** What is a model shown of a run, a job, an output or a terminal? */
@NullMarked
package org.hpcdaemon.tools.view;

import org.jspecify.annotations.NullMarked;
