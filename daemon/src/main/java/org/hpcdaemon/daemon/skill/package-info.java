/** What agents are told of a kind of machine, in the Agent Skills format. */
@NullMarked
package org.hpcdaemon.daemon.skill;

import org.jspecify.annotations.NullMarked;
