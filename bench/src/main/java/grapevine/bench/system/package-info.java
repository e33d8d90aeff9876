/** The systems that are measured, each behind a {@link grapevine.bench.system.Contender}: one class a system. */
@NullMarked
package grapevine.bench.system;

import org.jspecify.annotations.NullMarked;
