/** The code of testing.md, as it stands there. */
package org.streamlistening.docs.example;
