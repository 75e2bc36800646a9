/** Nodes with TLS and users, in this process and on real sockets. */
package dev.cairn.server.secure;
