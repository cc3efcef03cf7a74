"""Tests of grader.submission."""
