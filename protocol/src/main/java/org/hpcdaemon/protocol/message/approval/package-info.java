/** What waits for the account owner's permission, and how is a decision signed? */
@NullMarked
package org.hpcdaemon.protocol.message.approval;

import org.jspecify.annotations.NullMarked;
