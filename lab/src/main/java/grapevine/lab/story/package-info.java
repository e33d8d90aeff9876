/**
 * The logs of several nodes as one, in an order that no wrong clock can spoil.
 *
 * @see grapevine.lab.story.Merge
 */
@NullMarked
package grapevine.lab.story;

import org.jspecify.annotations.NullMarked;
