/** What does the policy say to a request, and do its own examples hold? */
@NullMarked
package org.hpcdaemon.daemon.cli.policy;

import org.jspecify.annotations.NullMarked;
