/** Checks README.md and the pages in src/docs: snippets, links, and the names that they mention. */
package org.streamlistening.docs;
