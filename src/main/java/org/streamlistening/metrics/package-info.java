/**
 * The figures of one web application on this server, for an admin page: public types, which Jakarta Expression Language
 * and JSON-B can read.
 *
 * <p>The figures name consumers, which are configuration. They name no stream and no session.
 */
@NullMarked
package org.streamlistening.metrics;

import org.jspecify.annotations.NullMarked;
