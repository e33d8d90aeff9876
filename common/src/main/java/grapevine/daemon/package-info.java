/**
 * What the two daemons have in common: the command line, the file with the seeds, the log file, and an orderly end. A
 * daemon that cannot start says why in one line ({@link grapevine.daemon.StartException}) and ends with status 2 if it
 * was asked for something wrong, 1 if the machine did not let it. Not part of the library: only the {@code *Main}
 * classes use it, and commons-cli comes with the runnable jars alone.
 */
@NullMarked
package grapevine.daemon;

import org.jspecify.annotations.NullMarked;
