/** Prefixes of the WebSocket subprotocols that say who opens the socket: by a token, or by a ticket, which works once. */
export const tokenProtocol = "clickclack.bearer.";
export const ticketProtocol = "parley.ticket.";
