/** Which account owners are mailed that requests wait for them, and when? */
@NullMarked
package org.hpcdaemon.platform.approval;

import org.jspecify.annotations.NullMarked;
