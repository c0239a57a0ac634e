using Aops.Contracts;

namespace Aops.Server.Rollouts;

/// <summary>States as they are stored and shown.</summary>
internal static class StateWords<TState>
    where TState : struct, Enum
{
    private static readonly Dictionary<string, TState> ByWord =
        Enum.GetValues<TState>().ToDictionary(state => KebabName.Of(state), StringComparer.Ordinal);

    /// <summary>Every word, in the order of the states.</summary>
    public static IReadOnlyList<string> All { get; } = [.. ByWord.Keys];

    /// <summary>The state of a word that was stored.</summary>
    public static TState Read(string word) => ByWord[word];

    /// <summary>The same; null for null.</summary>
    public static TState? ReadOrNull(string? word) => word is null ? null : ByWord[word];
}
