/** How does the kernel keep a command within a plan: by bubblewrap, by Landlock, and on the node that a job runs on? */
@NullMarked
package org.hpcdaemon.sandbox.enforce;

import org.jspecify.annotations.NullMarked;
