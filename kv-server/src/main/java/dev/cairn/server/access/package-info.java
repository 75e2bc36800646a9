/**
 * Who may do what: users and their grants, and the services guarded by them.
 *
 * <pre>
 *   users.yaml ─▶ UserTable ◀─ UsersAuthenticator     authenticator: users
 *                                   │ Principal
 *   a protocol ─ AccessControl ─▶ Gatekeeper ─▶ GuardedKeyValues, GuardedAdmin ─▶ the node's services
 *                                   │ allows?          │ what an administrator does
 *                    the grants' Authorizer         AuditLog
 * </pre>
 *
 * Passwords are kept as PBKDF2 hashes and tokens, which are long and random, as SHA-256 ones.
 */
@NullMarked
package dev.cairn.server.access;

import org.jspecify.annotations.NullMarked;
