/** Which options do several verbs have, and what is made of them? */
@NullMarked
package org.hpcdaemon.platform.cli.option;

import org.jspecify.annotations.NullMarked;
