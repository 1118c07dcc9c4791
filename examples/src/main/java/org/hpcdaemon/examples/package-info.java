/** How does an agent use the SDK? Four programs to begin with; {@code examples/README.md} says how to run each. */
@NullMarked
package org.hpcdaemon.examples;

import org.jspecify.annotations.NullMarked;
