/** What may agents write to, and what is hidden from them? */
@NullMarked
package org.hpcdaemon.sandbox.plan;

import org.jspecify.annotations.NullMarked;
