/** What may users download from the platform? The archives of a folder that its host names, and the script that installs them. */
@NullMarked
package org.hpcdaemon.platform.download;

import org.jspecify.annotations.NullMarked;
