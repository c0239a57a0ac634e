namespace Aops.Native.Crypto;

/// <summary>This host lacks a cryptographic library; the message names it.</summary>
/// <param name="message">What is missing, and for what.</param>
public sealed class CryptoMissingException(string message) : Exception(message);
