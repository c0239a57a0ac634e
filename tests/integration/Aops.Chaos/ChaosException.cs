namespace Aops.Chaos;

/// <summary>Something that must hold does not.</summary>
/// <param name="message">What.</param>
internal sealed class ChaosException(string message) : Exception(message);
