/** The resolver {@code longest}. */
@NullMarked
package com.example.longest;

import org.jspecify.annotations.NullMarked;
