/**
 * The seed as a program: {@code SeedMain} reads the command line and gives the state machine of {@code
 * grapevine.seed.core} to the runtime. Packaged as {@code seed.jar}.
 */
@NullMarked
package grapevine.seed;

import org.jspecify.annotations.NullMarked;
