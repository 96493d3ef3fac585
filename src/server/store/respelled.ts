/**
 * SQL that is true when a message may have one emoji in several spellings, as earlier versions stored them: only then must
 * its reactions themselves be read. `canonicalEmoji` decides which spellings are one; this finds names, and emoji that
 * differ only in invisible characters.
 */
export function respelledSql(messageId: string): string {
  return `(select count(*) > count(distinct translate(emoji, U&'\\FE0E\\FE0F\\200D', '')) or coalesce(bool_or(emoji ~ '[A-Za-z]|[0-9]:?$'), false)
    from reaction_tallies where message_id = ${messageId})`;
}
