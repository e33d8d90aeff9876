/** {@code keys}: a closed network's keys at the command line. */
@NullMarked
package grapevine.lab.keys;

import org.jspecify.annotations.NullMarked;
