namespace Aops.Server.Http;

/// <summary>
/// How the key of a list's rows stands in a cursor. A cursor comes from a client, who can write anything into it: a key is
/// had from one only by <see cref="TryRead"/>, which refuses a text that is no key.
/// </summary>
/// <typeparam name="TKey">The key of a row.</typeparam>
internal abstract class CursorKey<TKey>
{
    /// <summary>The text of a key.</summary>
    public abstract string Write(TKey key);

    /// <summary>Reads the text of a key.</summary>
    /// <returns>Whether it is one.</returns>
    public abstract bool TryRead(string text, out TKey key);
}
