/** How is a command kept within a plan: by bubblewrap, by Landlock, and on the node that a job runs on? */
@NullMarked
package org.hpcdaemon.sandbox.enforce;

import org.jspecify.annotations.NullMarked;
