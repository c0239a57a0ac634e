namespace Aops.Chaos;

/// <summary>A condition that must hold does not.</summary>
/// <param name="message">The condition.</param>
internal sealed class ChaosException(string message) : Exception(message);
