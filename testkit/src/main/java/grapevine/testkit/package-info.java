/**
 * A network of peers in memory and in virtual time, for the tests of programs that use the library: {@link
 * grapevine.testkit.TestNetwork}.
 */
@NullMarked
package grapevine.testkit;

import org.jspecify.annotations.NullMarked;
