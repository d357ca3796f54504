/** Charts as SVG, readable on light and dark pages; no library is needed. */
package org.streamlistening.bench.plot;
