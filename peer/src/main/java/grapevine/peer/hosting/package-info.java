/** For the test kit alone: peers elsewhere than on sockets. No part of what the library promises. */
@NullMarked
package grapevine.peer.hosting;

import org.jspecify.annotations.NullMarked;
