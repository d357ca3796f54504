/**
 * The benchmark, see {@code src/test/bench/run}. {@link org.streamlistening.bench.Bench} runs rounds of {@linkplain
 * org.streamlistening.bench.Rows rows}; each {@linkplain org.streamlistening.bench.Contender program} of a row runs in
 * a process of its own ({@code subject}) and reads from a lean server in another process ({@code upstream}). The
 * results become a table and plots.
 */
package org.streamlistening.bench;
